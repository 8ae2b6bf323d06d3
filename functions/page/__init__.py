"""At each deployment that has the console: its files go where CloudFront finds them."""
