"""Text and bytes to values and back, for any schema: `json`, `form`, `xml`, and plain values (`value`)."""
