"""The pages in a real browser, as a reader uses them."""
