"""The same program through boto3 and through awso.boto, against moto's server."""
