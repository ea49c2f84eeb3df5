"""Parts of the hook base-image-age."""
