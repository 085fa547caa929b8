"""One file per printer language: a picture in, bytes out; pure."""
