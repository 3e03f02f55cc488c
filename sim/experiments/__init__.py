"""Playing scenarios: once, many times, and with parameters checked."""
