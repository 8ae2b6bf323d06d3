"""What AWS's own tools make of the product, on engines that stand in for AWS."""
