package api

import (
	_ "embed"
	"net/http"

	"github.com/labstack/echo/v4"
)

// docsPage shows /openapi.json with plain JavaScript: nothing is fetched from anywhere else.
//
//go:embed docs.html
var docsPage []byte

func serveDocs(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	return c.Blob(http.StatusOK, "text/html; charset=utf-8", docsPage)
}
