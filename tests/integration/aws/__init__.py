"""awso against moto's server over HTTP: a foreign implementation of the services, on loopback."""
