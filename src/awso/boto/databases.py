"""The clients of RDS and Aurora DSQL with the methods that boto3 adds to them: tokens in place of passwords."""

from urllib.parse import quote, urlencode

from awso.boto.client import BaseClient
from awso.boto.presign import database_token

# ruff: noqa: N803  # boto3's names of arguments


class RdsClient(BaseClient):
    """A client of Amazon RDS."""

    def generate_db_auth_token(self, DBHostname: str, Port: int, DBUsername: str, Region: str | None = None) -> str:
        """The password of a database user for the next quarter of an hour."""
        query = urlencode({"Action": "connect", "DBUser": DBUsername}, quote_via=quote)
        return database_token(self._engine, f"https://{DBHostname}:{Port}/?{query}", "rds-db", Region)


class DsqlClient(BaseClient):
    """A client of Aurora DSQL."""

    def generate_db_connect_auth_token(self, Hostname: str, Region: str | None = None, ExpiresIn: int = 900) -> str:
        """The password of a database user."""
        return database_token(self._engine, f"https://{Hostname}/?Action=DbConnect", "dsql", Region, ExpiresIn)

    def generate_db_connect_admin_auth_token(
        self, Hostname: str, Region: str | None = None, ExpiresIn: int = 900
    ) -> str:
        """The password of the administrator."""
        return database_token(self._engine, f"https://{Hostname}/?Action=DbConnectAdmin", "dsql", Region, ExpiresIn)
