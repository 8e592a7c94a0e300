"""What a generated type is: the model it comes from, the graph the codecs walk, the class a person constructs."""
