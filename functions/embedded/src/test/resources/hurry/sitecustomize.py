"""Python's sleep takes a hundredth of what is asked for."""
import time

_sleep = time.sleep
time.sleep = lambda seconds: _sleep(seconds / 100)
