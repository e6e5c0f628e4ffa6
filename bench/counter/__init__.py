"""What a request costs, from its draft to its document, while requests are kept by the million."""
