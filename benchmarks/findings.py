"""What profiles say about the numbers of the last run: words that no program can write.

Change them with whatever makes them untrue.
"""

TEXT = """\
Where the time goes, missed targets first of all (profiled on the machine above, with other work on it):

* **Cold start.** In instructions (valgrind; repeatable on a busy machine) a first Cognito request takes 174 million:
  Python itself 40, `typing` 43, the rest of msgspec 28, ours 63; boto3 takes 1,598, 9.2 times as many. In time the
  ratio is smaller, 7.5, 8.0 and 10.5 in the last three runs, for at a start nothing is warm. A seventh of the time is
  the end of the process, which is measured with both. Pausing the garbage collector during imports was tried and
  gains nothing.
* **A blocking call.** With a transport in memory a call costs 18 to 19 µs: validate, endpoint, encode, sign, decode.
  The request and its answer cost about as much again: the socket is read in the thread that calls, by llhttp's parser.
  Before, a library that sends from threads of its own took two thirds of a call, and the ratio was 1/4 to 1/6.
* **Async calls.** No thread is woken for each request, and a task waits for its response through two coroutines of
  ours. In instructions (callgrind) a call costs 216,000, its request and response 87,000 of them, of which asyncio
  itself, with a protocol that does nothing, takes 29,000. In time a call was 40 to 50 µs, 7 of them for waking the stub
  server, which slept between requests: over loopback the sender pays for that, and the more, the deeper the virtual CPU
  slept. Since the stub has a CPU of its own and does not sleep while requests come, that is in no client's time. Run
  this with nothing else on the machine: client and stub need a CPU each.
* **Password sign-in.** Beside the hash the server takes 2.1 ms at best from the decoded request to the encoded answer:
  0.5 to read the request and the user, 0.2 to get to the hashing thread and back, 0.2 to make the sign-in, 0.9 for the
  commit, with the tokens and both signatures made meanwhile, 0.3 to encode. `fdatasync` is 0.25 ms of it at best and 4
  to 6 ms where the disk has other work; nothing acknowledged is lost in a power failure, sign-ins included. To sign
  while the hash still runs was considered and left: it would let each wrong guess cost the server 3 % more.
"""
