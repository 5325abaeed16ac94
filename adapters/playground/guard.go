package playground

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// policy lets a page load its own files and talk to its own address, and nothing else: no inline script, no other host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guarded lets through what comes from a page of ours that holds the key. Loopback alone is no protection: any page in the
// browser can send requests there, and a foreign name can be made to point to it, which Host and Origin tell.
func (p *Playground) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		harden(w.Header())
		port, ok := ownPort(r)
		switch {
		case !ok || !ownHost(r.Host, port):
			http.Error(w, "This address is not the playground's.", http.StatusForbidden)
		case r.Method != http.MethodGet && r.Header.Get("Origin") != "http://"+r.Host:
			http.Error(w, "This did not come from a page of the playground.", http.StatusForbidden)
		case r.Method == http.MethodGet && r.URL.Path == "/" && p.opens(r.URL.Query().Get("key")):
			p.welcome(w, r, port)
		case !p.known(r, port):
			refuse(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

const (
	needsKey = "This page needs the link that was printed at the start, which holds a key. If you came by that link just now, reload once."
	// keyless is what a person gets who opens the page without the key. It loads nothing, since nothing would be given.
	keyless = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Cackle playground</title><main><h1>Cackle playground</h1><p>` + needsKey + `</p></main>`
)

// refuse answers who does not hold the key: a person with a page, all else with a line.
func refuse(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" {
		http.Error(w, needsKey, http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	_, _ = io.WriteString(w, keyless)
}

func harden(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// ownPort is the port that the connection came in by; false where it did not come in by loopback.
func ownPort(r *http.Request) (string, bool) {
	at, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok || !at.IP.IsLoopback() {
		return "", false
	}
	_, port, err := net.SplitHostPort(at.String())
	return port, err == nil
}

func ownHost(host, port string) bool {
	return slices.Contains([]string{"127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port}, host)
}

// welcome exchanges the key in the link for a cookie, so that it stays out of the history and of screenshots. A browser that comes
// by the link again is still the same one.
func (p *Playground) welcome(w http.ResponseWriter, r *http.Request, port string) {
	browser := rand.Text()[:8]
	if p.known(r, port) {
		browser = browserOf(r)
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName(port), Value: p.token() + "." + browser, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		MaxAge: 30 * 24 * 60 * 60,
	})
	to := url.URL{Path: "/"}
	if as := r.URL.Query().Get("as"); as != "" {
		to.RawQuery = url.Values{"as": {as}}.Encode()
	}
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
}

// cookieName holds the port, since browsers keep one set of cookies for all ports of an address.
func cookieName(port string) string { return "cackle-" + port }

func (p *Playground) known(r *http.Request, port string) bool {
	c, err := r.Cookie(cookieName(port))
	if err != nil {
		return false
	}
	token, _, _ := strings.Cut(c.Value, ".")
	return same(token, p.token())
}

// browserOf tells browsers apart, by what follows the token in the cookie. It keeps nobody out.
func browserOf(r *http.Request) string {
	port, _ := ownPort(r)
	c, err := r.Cookie(cookieName(port))
	if err != nil {
		return ""
	}
	_, browser, _ := strings.Cut(c.Value, ".")
	return browser
}

func (p *Playground) opens(key string) bool { return same(key, p.Key) }

// token is what the cookie holds: it lets in, and does not tell the key.
func (p *Playground) token() string {
	sum := sha256.Sum256([]byte("cookie of " + p.Key))
	return hex.EncodeToString(sum[:])
}

// same takes as long for any text of a length.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
