package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// countTo bounds how many rows beyond the kept ones are counted.
const countTo = 10_000

// child is the whole life of a sandbox: limits first, then one query, then the end.
func child(in io.Reader, out, errs io.Writer) (status int) {
	if err := lower(); err != nil {
		fmt.Fprintln(errs, "lower the limits:", err)
		return 3
	}
	var q Query
	if err := json.NewDecoder(in).Decode(&q); err != nil {
		fmt.Fprintln(errs, "read the query:", err)
		return 3
	}
	ctx, cancel := context.WithTimeout(context.Background(), wall)
	defer cancel()
	r, err := query(ctx, q)
	if err != nil {
		fmt.Fprintln(errs, err)
		return 3
	}
	if err := json.NewEncoder(out).Encode(r); err != nil {
		return 3
	}
	return 0
}

// query fills a fresh database and runs the query in it. An error is a fault of the drill's own statements.
func query(ctx context.Context, q Query) (Result, error) {
	db, err := sql.Open("sqlite", "file::memory:?_pragma=temp_store(2)")
	if err != nil {
		return Result{}, fmt.Errorf("open a database: %w", err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return Result{}, fmt.Errorf("open a database: %w", err)
	}
	if _, err := conn.ExecContext(ctx, q.Tables); err != nil {
		return Result{Error: "the drill's tables: " + engine(err)}, nil
	}
	if err := fence(ctx, conn); err != nil {
		return Result{}, err
	}
	began := time.Now()
	r := ask(ctx, conn, q.SQL)
	r.Millis = int(time.Since(began).Milliseconds())
	return r, nil // the process ends here, and the database with it
}

// limits of the engine: a string or a row, a statement (a file of the largest size that is read), and how deep and wide an expression may be.
var limits = map[int]int{
	sqlite3.SQLITE_LIMIT_LENGTH: 1 << 20, sqlite3.SQLITE_LIMIT_SQL_LENGTH: 64 << 10, sqlite3.SQLITE_LIMIT_COLUMN: 100,
	sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200, sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50, sqlite3.SQLITE_LIMIT_ATTACHED: 0,
	sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000, sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 0,
}

// fence is set up after the tables are filled: from here on the connection reads, and does nothing else.
func fence(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA hard_heap_limit = %d", heap)); err != nil {
		return fmt.Errorf("limit the heap: %w", err)
	}
	for id, most := range limits {
		if _, err := sqlite.Limit(conn, id, most); err != nil {
			return fmt.Errorf("limit the engine: %w", err)
		}
	}
	err := conn.Raw(func(driver any) error {
		r, ok := driver.(sqlite.AuthorizerRegisterer)
		if !ok {
			return errors.New("the driver takes no authorizer")
		}
		return r.RegisterAuthorizer(readOnly)
	})
	if err != nil {
		return fmt.Errorf("fence the database: %w", err)
	}
	return nil
}

// readOnly allows reading the drill's tables. The schema stays readable: it says no more than the card does.
func readOnly(action sqlite.AuthorizerActionCode, _, function, _, _ string) sqlite.AuthorizerReturnCode {
	switch action {
	case sqlite.AuthSelect, sqlite.AuthRead, sqlite.AuthRecursive:
		return sqlite.AuthorizerOK
	case sqlite.AuthFunction:
		if !strings.EqualFold(function, "load_extension") {
			return sqlite.AuthorizerOK
		}
	}
	return sqlite.AuthorizerDeny
}

func ask(ctx context.Context, conn *sql.Conn, text string) (r Result) {
	rows, err := conn.QueryContext(ctx, text)
	if err != nil {
		return amiss(ctx, err)
	}
	defer rows.Close()
	if r.Columns, err = rows.Columns(); err != nil {
		return amiss(ctx, err)
	}
	for rows.Next() {
		if len(r.Rows) == mostRows {
			if r.More++; r.More == countTo {
				break
			}
			continue
		}
		row, err := cells(rows, len(r.Columns))
		if err != nil {
			return amiss(ctx, err)
		}
		r.Rows = append(r.Rows, row)
	}
	if err := rows.Err(); err != nil {
		return amiss(ctx, err)
	}
	return r
}

func cells(rows *sql.Rows, n int) ([]string, error) {
	values, into := make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, err
	}
	row := make([]string, n)
	for i, v := range values {
		row[i] = cell(v)
	}
	return row, nil
}

// cell writes a value as SQLite's shell does: NULL by name, a real with its point, bytes as a blob literal.
func cell(v any) string {
	s := ""
	switch v := v.(type) {
	case nil:
		return "NULL"
	case float64:
		if s = fmt.Sprint(v); !strings.ContainsAny(s, ".eIN") {
			s += ".0"
		}
	case []byte:
		s = fmt.Sprintf("x'%x'", v)
	default:
		s = fmt.Sprint(v)
	}
	if utf8.RuneCountInString(s) > cellLimit {
		s = string([]rune(s)[:cellLimit]) + "…"
	}
	return s
}

// amiss is an error of the query: stopped by the clock, or in the engine's own words.
func amiss(ctx context.Context, err error) Result {
	if ctx.Err() != nil {
		return Result{Stopped: stoppedAfter}
	}
	return Result{Error: engine(err)}
}

// engine strips what the driver adds around the engine's words.
func engine(err error) string {
	s := strings.TrimPrefix(err.Error(), "SQL logic error: ")
	if i := strings.LastIndex(s, " ("); i > 0 && strings.HasSuffix(s, ")") {
		s = s[:i]
	}
	return s
}
