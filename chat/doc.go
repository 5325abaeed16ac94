// Package chat is what can be said and heard on any platform.
//
// Everything that the bot shows is one of eight surfaces: a card, its thread, a step (a private screen with fields), a
// whisper, a note (a private message that lasts), home, a mark (a reaction) and a page (a file). An [Adapter] turns what a
// platform sends into an [Event], and an [Out] or an [Answer] into the platform's own widgets. Nothing here, and nothing that
// uses it, asks which platform it is: [Adapter.Limits] answers what fits, and the neutral limits in this package are the
// smaller ones of Slack's and Discord's, so that one text fits everywhere.
package chat
