"""What profiles say about the numbers of the last run: words that no program can write.

Change them with whatever makes them untrue.
"""

TEXT = """\
Where the time goes, missed targets first of all (profiled on the machine above, with other work on it):

* **Cold start.** In instructions (valgrind; repeatable on a busy machine) a first Cognito request takes 138 million,
  from the start of the process to its end: Python itself 38, importing `typing` and msgspec 50, ours 50; boto3 takes
  1,530. EC2's takes 155. In time the ratio is smaller, for at a start nothing is warm. What brought it from 1/7.7 to
  1/8.4 or more: nothing imports `re`, patterns of a few repeated sets being matched without an engine (1.7 ms), and
  Python's collector does not look through what imports leave (1.7 ms); before, no text is compiled, for the first
  quoted type inside brackets calls up Python's own compiler. Tests keep all three so. Of ours nothing stands out: each
  of 45 modules costs 60 µs before its first line runs.
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
