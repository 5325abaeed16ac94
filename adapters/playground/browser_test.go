package playground

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// A browser that comes by the link for each of its windows is one browser: its streams are counted together, which leaves it room to act.
func TestALinkOpenedAgainIsTheSameBrowser(t *testing.T) {
	p, _ := lived(t, false)
	var browsers []string
	var cookie *http.Cookie
	for range 3 {
		here := context.WithValue(t.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80})
		r := httptest.NewRequestWithContext(here, http.MethodGet, "/?key="+p.Key, nil)
		if cookie != nil {
			r.AddCookie(cookie)
		}
		w := httptest.NewRecorder()
		p.welcome(w, r, "80")
		cookie = w.Result().Cookies()[0]
		browsers = append(browsers, cookie.Value)
	}
	if browsers[0] != browsers[1] || browsers[1] != browsers[2] {
		t.Errorf("one browser goes by %v", browsers)
	}
}
