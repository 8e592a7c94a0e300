"""How the functions behind a pool's LambdaConfig are run: `bindings` says what an ARN stands for, `runner` calls it."""
