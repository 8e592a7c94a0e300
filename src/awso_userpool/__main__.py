"""`python -m awso_userpool`: the same as the command `awso-userpool`."""

from awso_userpool.cli import main

raise SystemExit(main())
