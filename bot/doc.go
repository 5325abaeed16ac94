// Package bot is the conversation. Everything that happens comes through one door: an event, a timer or a checker's result
// opens one transaction, the pure engine says what follows, and facts, timers, messages to send and checks to run are stored
// together. Only then is the event acknowledged.
//
//	chat.Event ─┐                            ┌─ facts, words
//	timer ──────┼─▶ write ─▶ engine.Step ───▶├─ timers          one transaction
//	result ─────┘      │                     ├─ messages ─▶ outbox ─▶ render ─▶ adapter
//	                   └─▶ answer            └─ checks  ─▶ effects ─▶ result
//
// The files: write.go is the door, route.go says which event goes where, round.go and programme.go carry out what the engines
// ask for, beside.go does so for what is between people (queue.go, mentor.go, miss.go, colleague.go), setup.go, practice.go, putoff.go
// and pause.go are a conversation each, say_*.go find the words, deliver.go sends, run.go checks, roles.go says who may do what.
package bot
