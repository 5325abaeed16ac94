-- Instants are epoch milliseconds; 0 or less is "at once". Every table carries the space.
-- Tables that are found by their key alone are WITHOUT ROWID: one page written for a row instead of two.

-- +goose Up
CREATE TABLE seen (
	space  text   NOT NULL,
	key    text   NOT NULL,
	digest text   NOT NULL,
	at     bigint NOT NULL,
	PRIMARY KEY (space, key)
) WITHOUT ROWID;

CREATE TABLE facts (
	space  text   NOT NULL,
	stream text   NOT NULL,
	seq    bigint NOT NULL CHECK (seq > 0),
	kind   text   NOT NULL,
	person text   NOT NULL,
	event  text   NOT NULL,
	at     bigint NOT NULL,
	body   text   NOT NULL,
	PRIMARY KEY (space, stream, seq)
) WITHOUT ROWID;
-- Holds the instant too, so that the streams of a person are listed from the index alone.
CREATE INDEX facts_of_person ON facts (space, person, stream, at) WHERE person <> '';

-- The data key of each owner, wrapped with the installation's key.
CREATE TABLE keys (
	space   text NOT NULL,
	owner   text NOT NULL,
	wrapped blob NOT NULL,
	PRIMARY KEY (space, owner)
) WITHOUT ROWID;

-- What people wrote, sealed with their owner's key: without the key, the row says nothing.
CREATE TABLE words (
	space  text NOT NULL,
	id     text NOT NULL,
	owner  text NOT NULL,
	sealed blob NOT NULL,
	PRIMARY KEY (space, id),
	FOREIGN KEY (space, owner) REFERENCES keys (space, owner)
) WITHOUT ROWID;

-- A lane is one conversation, within which messages keep their order.
CREATE TABLE lanes (
	space   text   NOT NULL,
	lane    text   NOT NULL,
	next_at bigint NOT NULL, -- the platform's pace, or its "try again later"
	lease   bigint NOT NULL, -- until when somebody is sending; 0 for nobody
	PRIMARY KEY (space, lane)
) WITHOUT ROWID;

-- Found by its key, which is also what keeps it from being queued twice. Done rows stay for that, until they are purged.
CREATE TABLE outbox (
	space   text    NOT NULL,
	key     text    NOT NULL,
	id      bigint  NOT NULL, -- the order within a lane; counted over all spaces, never used twice
	lane    text    NOT NULL,
	intent  text    NOT NULL,
	anchor  text    NOT NULL,
	merge   text    NOT NULL,
	at      bigint  NOT NULL, -- not before; of a done row: when it was done
	tries   bigint  NOT NULL,
	state   text    NOT NULL CHECK (state IN ('waiting', 'parked', 'done')),
	claimed boolean NOT NULL, -- somebody may have begun to send it
	reason  text    NOT NULL, -- why it is parked
	PRIMARY KEY (space, key)
) WITHOUT ROWID;
CREATE INDEX outbox_in_lane ON outbox (space, lane, id, at) WHERE state = 'waiting';
CREATE INDEX outbox_merged ON outbox (space, merge) WHERE state = 'waiting' AND merge <> '';
CREATE INDEX outbox_parked ON outbox (space, id) WHERE state = 'parked';

-- Where messages of ours stand: the platform's id, under our name.
CREATE TABLE anchors (
	space   text NOT NULL,
	name    text NOT NULL,
	message text NOT NULL,
	PRIMARY KEY (space, name)
) WITHOUT ROWID;

-- Effects and timers that wait are few, so scanning them costs less than an index that each event would write.
CREATE TABLE effects (
	space  text   NOT NULL,
	id     text   NOT NULL,
	n      bigint NOT NULL, -- the order of taking
	stream text   NOT NULL,
	kind   text   NOT NULL,
	args   text   NOT NULL,
	grp    text   NOT NULL,
	tries  bigint NOT NULL,
	at     bigint NOT NULL, -- not before
	lease  bigint NOT NULL, -- until when somebody is running it; 0 for nobody
	PRIMARY KEY (space, id)
) WITHOUT ROWID;

CREATE TABLE timers (
	space  text   NOT NULL,
	stream text   NOT NULL,
	key    text   NOT NULL,
	at     bigint NOT NULL,
	PRIMARY KEY (space, stream, key)
) WITHOUT ROWID;

-- What adapters keep, sealed with the installation's key. The space '' is the store's own.
CREATE TABLE kept (
	space  text NOT NULL,
	key    text NOT NULL,
	sealed blob NOT NULL,
	PRIMARY KEY (space, key)
) WITHOUT ROWID;
