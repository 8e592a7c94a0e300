"""Reads the service models verbatim; the meaning of what is read is `awso_codegen.ir`'s business."""
