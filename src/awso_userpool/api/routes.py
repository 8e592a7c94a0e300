"""What is not an API call: a pool's public keys, its discovery document, and whether the server lives."""

from collections.abc import Awaitable, Callable
from time import perf_counter
from uuid import uuid4

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from awso.errors import ServiceError
from awso_userpool import __version__
from awso_userpool.api.access_log import AccessLog
from awso_userpool.api.cors import SHARED
from awso_userpool.api.errors import log_unexpected
from awso_userpool.operations.discovery import json_web_key_set, openid_configuration
from awso_userpool.operations.interface import Context

# Verifiers ask again for a kid they do not know, so a long life costs nothing when keys change.
_CACHED = {"cache-control": "public, max-age=3600"}

Answer = Callable[[Request], Awaitable[Response]]


def routes(context: Context, failing_messages: Callable[[], int], access_log: AccessLog | None) -> Starlette:
    """The application for everything but API calls."""

    async def jwks(request: Request) -> Response:
        return JSONResponse(await json_web_key_set(context, request.path_params["pool_id"]), headers=_CACHED)

    async def discovery(request: Request) -> Response:
        return JSONResponse(await openid_configuration(context, request.path_params["pool_id"]), headers=_CACHED)

    async def health(request: Request) -> Response:
        del request
        await context.storage.read(lambda store: store.pools(after=None, limit=1))
        return JSONResponse({"status": "ok", "version": __version__, "failing_messages": failing_messages()})

    def logged(name: str, answer: Answer) -> Answer:
        return _logged(name, answer, access_log, context.clock)

    return Starlette(
        routes=[
            Route("/health", logged("health", health)),
            Route("/{pool_id}/.well-known/jwks.json", logged("jwks", jwks)),
            Route("/{pool_id}/.well-known/openid-configuration", logged("openid-configuration", discovery)),
            Route("/{path:path}", logged("?", _nothing), methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
        ],
    )


def _logged(name: str, answer: Answer, access_log: AccessLog | None, clock: Callable[[], float]) -> Answer:
    async def answer_and_log(request: Request) -> Response:
        started = perf_counter()
        request_id = str(uuid4())
        try:
            response = await answer(request)
        except HTTPException as error:
            response = JSONResponse({"message": error.detail}, error.status_code)
        except ServiceError as error:  # no such pool
            response = JSONResponse({"message": error.message}, 404)
        except Exception as error:
            log_unexpected(error, name, request_id)
            response = JSONResponse({"message": f"The server failed, request {request_id}."}, 503)
        response.headers.update({**dict(SHARED), "x-amzn-requestid": request_id})
        if access_log is not None:
            access_log(
                finished_at=clock(),
                op=name,
                status=response.status_code,
                seconds=perf_counter() - started,
                request_id=request_id,
            )
        return response

    return answer_and_log


async def _nothing(request: Request) -> Response:
    del request
    raise HTTPException(404, "Nothing is here: API calls are POST /.")
