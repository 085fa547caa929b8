"""What both applications know: wire models, the pass, Wi-Fi text and the badge; no I/O."""
