"""Reception's day: who is expected, here and gone, and what is done with a visit."""
