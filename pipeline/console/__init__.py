"""What the terminal shows (终端): renderings only; the commands print them."""
