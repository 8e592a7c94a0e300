"""What profiles say about the numbers of the last run: words that no program can write.

Change them with whatever makes them untrue.
"""

TEXT = """\
Where a target is missed, this is where the time goes (profiled on the machine above, with other work on it):

* **Cold start.** In instructions (valgrind; repeatable on a busy machine) a first Cognito request takes 174 million:
  Python itself 40, `typing` 43, the rest of msgspec 28, ours 63; boto3 takes 1,598, 9.2 times as many. In time the
  ratio is smaller, 7.6 to 8.6 in most runs, for at a start nothing is warm. A seventh of the time is the end of the
  process, which is measured with both. Pausing the garbage collector during imports was tried and gains nothing.
* **A blocking call.** With a transport in memory a call costs 18 to 19 µs: validate, endpoint, encode, sign, decode.
  The transport alone is about half of the time measured below; our part grows to 65 to 95 µs and more behind a real
  wait (a plain `time.sleep` between two calls shows the same). Runs differ: 1/4.2 on an idle machine, 1/6.7 on a busy
  one, of boto3's wall time, and 1/5.3 to 1/7.9 of its CPU.
* **Async calls.** The same two causes; 5.3x on an idle machine, 8.0x and 8.9x on a busy one.
* **Password sign-in.** Beside the hash the server takes 2.1 ms at best from the decoded request to the encoded answer:
  0.5 to read the request and the user, 0.2 to get to the hashing thread and back, 0.2 to make the sign-in, 0.9 for the
  commit, with the tokens and both signatures made meanwhile, 0.3 to encode. `fdatasync` is 0.25 ms of it at best and 4
  to 6 ms where the disk has other work; nothing acknowledged is lost in a power failure, sign-ins included. To sign
  while the hash still runs was considered and left: it would let each wrong guess cost the server 3 % more.
"""
