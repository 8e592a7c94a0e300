"""How mails and text messages leave the server: `delivery` takes them from the database, `channels` carry them."""
