"""A file as an answer: whole or a part of it."""

from starlette.responses import FileResponse, MalformedRangeHeader, RangeNotSatisfiable

from services.trouble import Trouble


class Handed(FileResponse):
    """Starlette's, with troubles told as everywhere here; a Range that nobody understands is none (RFC 9110, 14.2)."""

    @classmethod
    def _parse_range_header(cls, http_range: str, file_size: int) -> list[tuple[int, int]]:
        try:
            return super()._parse_range_header(http_range, file_size)
        except MalformedRangeHeader:
            return []
        except RangeNotSatisfiable as error:
            raise Trouble("range.refused", size=error.max_size) from None
