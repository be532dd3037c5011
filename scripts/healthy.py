"""Whether an address of the service says 200: python scripts/healthy.py http://web:8000/readyz

For a container's health check: asks as the proxy in front would, or it would be sent to HTTPS.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def is_healthy(address: str) -> bool:
    """Ask once, under the name that the service is known by."""
    asked, public = urlsplit(address), urlsplit(os.environ["PUBLIC_BASE_URL"])
    connection = HTTPConnection(asked.hostname or "", asked.port, timeout=4)
    headers = {"Host": public.netloc, "X-Forwarded-Proto": public.scheme}
    try:
        connection.request("GET", asked.path, headers=headers)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_healthy(sys.argv[1]))
