"""What profiles say about the numbers of the last run: words that no program can write.

Change them with whatever makes them untrue.
"""

TEXT = """\
Where a target is missed, this is where the time goes (profiled on the machine above, with other work on it):

* **Cold start.** Python itself is 20 ms. msgspec with what it imports from the standard library (`typing`, `re`,
  `enum`, `uuid`, `decimal`) is 22 to 25 ms; hiding `typing_extensions` from it saves 10 ms more, which is done. The
  rest is ours: about 60 small modules at 0.2 to 0.4 ms each, 1 ms for the service's model, 3 ms for the patterns that
  the first request is checked against. Python and msgspec with nothing of ours would be about 1/9 of boto3.
* **A blocking call.** With a transport in memory a call costs 18 to 19 µs: validate, endpoint, encode, sign, decode.
  The transport alone is about half of the time measured below; our part grows to 65 to 95 µs and more behind a real
  wait (a plain `time.sleep` between two calls shows the same). Runs differ: 1/4.2 on an idle machine, 1/6.7 on a busy
  one, of boto3's wall time, and 1/5.3 to 1/7.9 of its CPU.
* **Async calls.** The same two causes; 5.3x on an idle machine, 8.0x and 8.9x on a busy one.
* **Password sign-in.** One commit with `fdatasync` takes 4.5 ms on this disk when it has to wait, and the two RS256
  signatures 0.75 ms each at best; they run beside the commit, not after it. Nothing acknowledged is lost in a power
  failure, sign-ins included; giving that up for sign-ins would reach the target and is not done.
"""
