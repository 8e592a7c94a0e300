"""What profiles say about the numbers of the last run: words that no program can write.

Change them with whatever makes them untrue.
"""

TEXT = """\
Where the time goes, missed targets first of all (profiled on the machine above, with other work on it):

* **Cold start.** In instructions (valgrind; repeatable on a busy machine) a first Cognito request takes 149 million,
  from the start of the process to its end: Python itself 38, `typing` 42, the rest of msgspec 16, ours 52; boto3
  takes 1,598. EC2's took 200 before its model was searched instead of read, and takes 165. In time the ratio is
  smaller, for at a start nothing is warm, and just short of what was promised: 7.7 in two runs of this day, 8.0 in
  one between them. Of ours nothing stands out: each of 50 modules costs 60 µs before its first line runs. A
  fourteenth was Python's own compiler, which the first quoted type inside brackets calls up; a test keeps it away.
* **A blocking call.** With a transport in memory a call costs 18 to 19 µs: validate, endpoint, encode, sign, decode.
  The request and its answer cost about as much again: the socket is read in the thread that calls, by llhttp's
  parser. Before, a library that sends from threads of its own took two thirds of a call, and the ratio was 1/4 to
  1/6.
* **Async calls.** No thread is woken for each request, and a task waits for its response through two coroutines of
  ours. In instructions (callgrind) a call costs 216,000, its request and response 87,000 of them, of which asyncio
  itself, with a protocol that does nothing, takes 29,000. In time a call was 40 to 50 µs, 7 of them for waking the
  stub server, which slept between requests: over loopback the sender pays for that, and the more, the deeper the
  virtual CPU slept. Since the stub has a CPU of its own and does not sleep while requests come, that is in no
  client's time. Run this with nothing else on the machine: client and stub need a CPU each.
* **Password sign-in.** What the client waits beside the very hash that it waited for: signatures 0.6 ms, SQL 0.35,
  changes of thread 0.3, HTTP 0.3. Ids, refresh token, claims and records are made while the hash runs, and the tokens
  are signed while the disk writes, for admitted sign-ins only: signed earlier, each wrong guess would cost the server
  3 % more. `fdatasync` is 0.25 ms of it at best and 4 to 6 ms where the disk has other work; nothing acknowledged is
  lost in a power failure, sign-ins included.
"""
