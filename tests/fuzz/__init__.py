"""A fuzzer of scenario files: whatever comes of them is refused with its line, or plays."""
