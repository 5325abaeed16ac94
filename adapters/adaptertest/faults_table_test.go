package adaptertest

import (
	"slices"
	"strings"
	"sync/atomic"

	"cackle/chat"
)

var faultsInActs = []fault{
	{"forgets which channel it was let into", "let into a channel", "was heard as", hears(func(e *chat.Event) { e.At = chat.Place{} })},
	{"forgets who let it in", "let into a channel", "was heard as", hears(func(e *chat.Event) { e.By = chat.Person{} })},

	{"drops whispers", "whispers", "a whisper is answered as", tells(func(chat.Whisper) chat.Answer { return nil })},
	{"whispers aloud", "whispers", "Ben hears", public},
	{"drops unasked whispers, and says that it can", "whispers", "that nobody asked for", func(h *wireHarness) {
		f := faulty{limits: func(l *chat.Limits) { l.Unasked = true }}
		unasked(&f)
		f.in(h)
	}},

	{"cuts commands", "commands and homes", "a command was heard as",
		hearsOther(func(c *chat.Command) { c.Words, _, _ = strings.Cut(c.Words, " ") })},
	{"forgets where a command was given", "commands and homes", "a command was heard as",
		hears(func(e *chat.Event) { e.At = chat.Place{} })},
	{"drops homes", "commands and homes", "a home is answered as", tells(func(chat.Home) chat.Answer { return nil })},
	{"drops a home's buttons", "commands and homes", "the button of a home",
		tells(func(h chat.Home) chat.Answer { h.Message.Rows = nil; return h })},

	{"takes everyone for Ana", "who it was", "came from another", hears(func(e *chat.Event) { e.By.ID, e.By.Name = "W1", "Ana *A*" })},
	{"tells no zone", "who it was", "came from another", hears(func(e *chat.Event) { e.By.Zone = "" })},
	{"takes guests for members", "who it was", "came from another", hears(func(e *chat.Event) { e.By.Guest = false })},

	{"counts deliveries", "known again", "delivered again", func(h *wireHarness) {
		var n atomic.Int32
		hears(func(e *chat.Event) { e.ID += strings.Repeat("+", int(n.Add(1))) })(h)
	}},
	{"knows all commands as one", "known again", "are both known as", hears(func(e *chat.Event) {
		if _, ok := e.Act.(chat.Command); ok {
			e.ID = "command"
		}
	})},
	{"knows an edit as the message", "known again", "are both known as", hears(func(e *chat.Event) {
		if say, ok := e.Act.(chat.Say); ok && say.Message != "" {
			e.ID = "message"
		}
	})},
	{"speaks for no space", "known again", "without id or of another space", hears(func(e *chat.Event) { e.Space = "" })},
	{"gives no id", "known again", "without id or of another space", hears(func(e *chat.Event) { e.ID = "" })},

	{"acknowledges before the handler returned", "acknowledged after the handler", "before the handler returned", faulty{handle: early}.in},
	{"hears one at a time", "acknowledged after the handler", "while Ana waits", faulty{handle: oneByOne}.in},
	{"leaks an error's inside", "acknowledged after the handler", "an error's inside is shown", faulty{handle: leaky}.in},
	{"takes what was not stored for done", "acknowledged after the handler", "looks as if it had been", faulty{handle: deaf}.in},

	{"trims what people say", "talk is heard", "talk was heard as",
		hearsOther(func(s *chat.Say) { s.Text = strings.ReplaceAll(s.Text, "<b>", "") })},
	{"hears edits as new", "talk is heard", "want {Message:p1 Text:hello again File:<nil> Edited:true",
		hearsOther(func(s *chat.Say) { s.Edited = false })},
	{"hears no deletion", "talk is heard", "Deleted:true}", hearsOther(func(s *chat.Say) { s.Deleted = false })},
	{"takes direct messages for the channel's", "talk is heard", "a direct message was heard as",
		hears(func(e *chat.Event) { e.At.Channel = "drills" })},
	{"hears itself", "talk is heard", "the bot hears itself", hearsOther(func(s *chat.Say) {
		if s.Deleted {
			*s = chat.Say{Message: s.Message, Text: "the bot speaks"}
		}
	})},

	{"drops files", "files with talk", "a message with the file", hearsOther(func(s *chat.Say) { s.File = nil })},
	{"reads what is no text", "files with talk", "a message with the file", hearsOther(func(s *chat.Say) {
		if s.File.Unread == chat.NotText {
			s.File.Unread = ""
		}
	})},
	{"takes who marked for the author", "marks", "a reaction to Ana's message", hearsOther(func(r *chat.React) { r.Author = "W2" })},
	{"veils nothing", "veiled threads", "whether ben reads", sendsOther(func(p *chat.Post) { p.Message.Veiled = false })},
	{"never unveils", "veiled threads", `whether ben reads "another way"`, drops(func(chat.Unveil) bool { return true })},
	{"unveils for good", "veiled threads", `whether ben reads "my way"`, drops(func(u chat.Unveil) bool { return u.Off })},
	{"unveils for another", "veiled threads", "whether chi reads", sendsOther(func(u *chat.Unveil) { u.To = "W3" })},
	{"leaves a thread veiled", "veiled threads", "whether chi reads", sendsOther(func(e *chat.Edit) { e.Message.Veiled = true })},
}

var faultsInSteps = []fault{
	{"shows no step", "steps", "a press that opens a step", tells(func(chat.Show) chat.Answer { return nil })},
	{"leaves a field out", "steps", `without "Field select"`, tells(func(s chat.Show) chat.Answer {
		s.Step.Parts = s.Step.Parts[:min(len(s.Step.Parts), 4)]
		return s
	})},
	{"leaves help out", "steps", `without "Help with line"`, tells(func(s chat.Show) chat.Answer {
		for i, p := range s.Step.Parts {
			f := *p.Field
			f.Help = ""
			s.Step.Parts[i].Field = &f
		}
		return s
	})},
	{"trims a field", "steps", "came back changed", hearsOther(func(s *chat.Submit) {
		s.Values = chat.Values{"line": {strings.TrimSpace(s.Values.First("line"))}}
	})},
	{"tells one choice of several", "steps", "came back changed",
		hearsOther(func(s *chat.Submit) { s.Values["some"] = s.Values["some"][:1] })},
	{"tells choices by their place", "steps", "came back changed", hearsOther(func(s *chat.Submit) { s.Values["select"] = []string{"0"} })},
	{"cuts a field at 2,000", "steps", "came back changed", hearsOther(func(s *chat.Submit) {
		s.Values["paragraph"] = []string{s.Values.First("paragraph")[:2000]}
	})},
	{"forgets which form it was", "steps", `the form "form/1" of ana`, hearsOther(func(s *chat.Submit) { s.Step = "form" })},
	{"drops problems", "steps", "a problem is answered as", tells(func(chat.Problem) chat.Answer { return nil })},
	{"shows a problem at no field", "steps", "at no field, and names none",
		tells(func(p chat.Problem) chat.Answer { p.Field = ""; return p })},
	{"loses what was typed", "steps", "after a problem a form keeps", func(h *wireHarness) { h.forgetful = true }},
	{"trims a draft", "steps", "what stood in the fields", hearsOther(func(p *chat.Press) {
		if p.Button == "leave/1" {
			p.Draft = chat.Values{"line": {"zwölf <b>"}}
		}
	})},
	{"closes nothing", "steps", "answered with", tells(func(chat.Close) chat.Answer { return nil })},
	{"shows one row of a step's buttons", "steps", `way/4`, tells(func(s chat.Show) chat.Answer {
		s.Step.Buttons = s.Step.Buttons[:min(chat.MaxInRow, len(s.Step.Buttons))]
		return s
	})},
	{"drops a step's buttons", "steps", `without "Not now"`, tells(func(s chat.Show) chat.Answer { s.Step.Buttons = nil; return s })},

	{"opens fields empty", "fields", "a form opens with", tells(func(s chat.Show) chat.Answer {
		for i, p := range s.Step.Parts {
			if p.Field != nil {
				f := *p.Field
				f.Prefill = nil
				s.Step.Parts[i].Field = &f
			}
		}
		return s
	})},
	{"leaves text among fields out", "fields", "without the text in it", tells(func(s chat.Show) chat.Answer {
		s.Step.Parts = slices.DeleteFunc(s.Step.Parts, func(p chat.Part) bool { return p.Field == nil })
		return s
	})},
	{"reads dates in another order", "fields", "came back changed", hearsOther(func(s *chat.Submit) {
		if s.Values.First("day") != "" {
			s.Values["day"] = []string{"29.02.2028"}
		}
	})},

	{"never fills", "filled in place", `does not read "It returned 4."`, drops(func(f chat.Fill) bool { return f.Step.ID == "done/1" })},
	{"says nothing of a step that is gone", "filled in place", "that was never open", instead(chat.ErrGone, nil)},
	{"fills a step that was left", "filled in place", "that was left", func(h *wireHarness) { h.clings = true }},
	{"fills whatever is open", "filled in place", "that waits for another", instead(chat.ErrGone, nil)},
	{"calls a closed step refused", "filled in place", "want ErrGone", instead(chat.ErrGone, chat.ErrRefused)},
}

var faultsInShowing = []fault{
	{"takes people's words for Markdown", "people's words are shown as they are", "made",
		shows(func(b *chat.Block) { b.Text = unescape(b.Text) })},
	{"escapes twice", "people's words are shown as they are", "reads as",
		shows(func(b *chat.Block) { b.Text = strings.ReplaceAll(b.Text, `\`, `\\`) })},
	{"takes quotes for Markdown", "people's words are shown as they are", "made",
		shows(func(b *chat.Block) { b.Text, b.Quote = b.Text+b.Quote, "" })},
	{"trims quotes", "people's words are shown as they are", "quoted",
		shows(func(b *chat.Block) { b.Quote = strings.ReplaceAll(b.Quote, "\n  ", "\n") })},
	{"escapes code", "people's words are shown as they are", "coded", shows(func(b *chat.Block) {
		if b.Code != nil {
			b.Code = &chat.Code{Text: strings.ReplaceAll(b.Code.Text, "<", "&lt;")}
		}
	})},
	{"takes cells for Markdown", "people's words are shown as they are", "said four times", shows(func(b *chat.Block) {
		if b.Table != nil {
			b.Text, b.Table = b.Table.Rows[0][0], nil
		}
	})},
	{"takes words in steps for Markdown", "people's words are shown as they are", "made", tells(func(s chat.Show) chat.Answer {
		s.Step.Body = []chat.Block{{Text: unescape(s.Step.Body[0].Text)}}
		return s
	})},
	{"takes words in whispers for Markdown", "people's words are shown as they are", "made", tells(func(w chat.Whisper) chat.Answer {
		w.Message.Blocks = []chat.Block{{Text: unescape(w.Message.Blocks[0].Text)}}
		return w
	})},

	{"shows marks of the format", "formats", "marks of the format",
		shows(func(b *chat.Block) { b.Text = strings.ReplaceAll(b.Text, "*", `\*`) })},
	{"shows no format", "formats", "is not strong", shows(func(b *chat.Block) { b.Text = strings.ReplaceAll(b.Text, "*", "") })},
	{"runs lists together", "formats", "no line of its own",
		shows(func(b *chat.Block) { b.Text = strings.ReplaceAll(b.Text, "\n- ", ", ") })},
	{"takes the first space out of code", "formats", "a code block reads as", shows(func(b *chat.Block) {
		if b.Code != nil {
			b.Code = &chat.Code{Text: strings.ReplaceAll(b.Code.Text, "\t", "")}
		}
	})},

	{"leaves columns out", "tables and columns", "First go", shows(func(b *chat.Block) { b.Columns = nil })},
	{"puts columns the other way round", "tables and columns", "First go", shows(func(b *chat.Block) {
		if b.Columns != nil {
			b.Columns = &chat.Columns{Left: b.Columns.Right, Right: b.Columns.Left}
		}
	})},
	{"leaves a table's last row out", "tables and columns", "none", shows(func(b *chat.Block) {
		if b.Table != nil {
			t := *b.Table
			t.Rows = t.Rows[:2]
			b.Table = &t
		}
	})},
	{"leaves headings out", "tables and columns", "Sound", shows(func(b *chat.Block) {
		if len(b.Terms) > 0 {
			b.Terms = []chat.Term{{Text: b.Terms[0].Text}, {Text: b.Terms[1].Text}}
		}
	})},
	{"leaves folds out", "tables and columns", "was folded", shows(func(b *chat.Block) { b.Fold = nil })},

	{"shows times an hour late", "times, links and people", "is shown as",
		shows(func(b *chat.Block) { b.Text = strings.ReplaceAll(b.Text, "1795597200", "1795600800") })},
	{"shows times without their zone", "times, links and people", "a time is read as",
		shows(func(b *chat.Block) {
			b.Text = strings.ReplaceAll(b.Text, "[Wed 25 Nov 09:00 UTC](time:1795597200)", "Wed 09:00")
		})},
	{"escapes addresses", "times, links and people", "a link is read as",
		shows(func(b *chat.Block) { b.Text = strings.ReplaceAll(b.Text, "&d", "&amp;amp;d") })},
	{"links nothing", "times, links and people", "a link is read as",
		shows(func(b *chat.Block) { b.Text = strings.ReplaceAll(b.Text, "(https", `\(https`) })},
	{"shows what is behind a link", "times, links and people", "with what is behind it", func(h *wireHarness) { h.previews = true }},
	{"mentions nobody", "times, links and people", "a person who is mentioned",
		shows(func(b *chat.Block) { b.Text = strings.ReplaceAll(b.Text, "(person:", "(nobody:") })},
	{"mentions another", "times, links and people", "a person who is mentioned",
		shows(func(b *chat.Block) { b.Text = strings.ReplaceAll(b.Text, "person:W2", "person:W3") })},
	{"names no channel", "times, links and people", "a channel is read as",
		shows(func(b *chat.Block) { b.Text = strings.ReplaceAll(b.Text, "(channel:", "(nowhere:") })},

	{"hides nothing", "hidden until asked for", "without a press", sendsOther(func(p *chat.Post) {
		p.Message.Blocks = slices.Concat(p.Message.Blocks, p.Message.Hidden)
		p.Message.Hidden, p.Message.Reveal = nil, ""
	})},
	{"hides behind nothing to press", "hidden until asked for", "what was hidden is read as",
		sendsOther(func(p *chat.Post) {
			if p.Message.Reveal != "" {
				p.Message.Reveal = "…"
			}
		})},
	{"leaves out what is hidden", "hidden until asked for", "what was hidden is read as",
		sendsOther(func(p *chat.Post) { p.Message.Hidden, p.Message.Reveal = nil, "" })},

	{"cuts long text", "the longest texts", "words were cut off", shows(func(b *chat.Block) { b.Text = b.Text[:min(len(b.Text), 2000)] })},
	{"cuts a long message's end", "the longest texts", "words were cut off",
		sendsOther(func(p *chat.Post) { p.Message.Blocks = p.Message.Blocks[:1] })},
	{"drops the fifth row", "the longest texts", "is not there",
		sendsOther(func(p *chat.Post) { p.Message.Rows = p.Message.Rows[:min(len(p.Message.Rows), 4)] })},
	{"cuts a button's id", "the longest texts", "the longest button was heard as",
		hearsOther(func(p *chat.Press) { p.Button = p.Button[:min(len(p.Button), 80)] })},
	{"cuts a button's label", "the longest texts", "is not there", sendsOther(func(p *chat.Post) {
		p.Message.Rows = slices.Clone(p.Message.Rows)
		for i, row := range p.Message.Rows {
			p.Message.Rows[i] = slices.Clone(row)
			for k := range row {
				p.Message.Rows[i][k].Label = row[k].Label[:min(len(row[k].Label), 20)]
			}
		}
	})},
}
