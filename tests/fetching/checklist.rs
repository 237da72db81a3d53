//! The promises of fetching, and the tests that hold each of them. A promise without its test, or
//! a test that is gone, fails here.

use std::collections::HashSet;

use crate::tidy::rust_files;

/// A number, the promise in a few words, and the tests that hold it.
type Promise = (u8, &'static str, &'static [&'static str]);

const PARSING: &[Promise] = &[
    (
        1,
        "malformed feeds give what they hold",
        &["every_malformed_feed_gives_the_expected_outcome"],
    ),
    (
        2,
        "no panic, no hang",
        &[
            "mutated_feeds_never_panic_and_never_hang",
            "mutated_pages_never_panic_and_never_hang",
            "hostile_shapes_take_linear_time",
        ],
    ),
    (
        3,
        "sizes are capped, bombs stopped",
        &[
            "the_limit_counts_decoded_bytes_to_the_byte",
            "a_gzip_bomb_without_end_is_stopped_at_the_cap_of_a_feed",
            "a_bomb_is_stopped_while_it_unpacks",
            "truncated_and_oversized_documents_are_named",
        ],
    ),
    (4, "charsets", &["every_charset_is_read", "code_pages_of_old_systems_are_read"]),
    (
        5,
        "bad entities, control characters",
        &[
            "bad_entities_and_control_characters_are_repaired",
            "broken_tags_cost_as_little_as_possible",
            "every_malformed_feed_gives_the_expected_outcome",
        ],
    ),
    (
        6,
        "truncated feeds give complete entries",
        &[
            "a_truncated_feed_gives_its_complete_entries_and_no_validators",
            "truncated_and_oversized_documents_are_named",
        ],
    ),
    (7, "every dialect", &["every_dialect_is_recognised", "json_feeds_are_read_loosely"]),
    (8, "foreign prefixes override nothing", &["no_foreign_vocabulary_overrides_a_field"]),
    (9, "relative links", &["relative_links_resolve_by_xml_base_then_the_feed_then_the_address"]),
    (
        10,
        "dates",
        &[
            "most_dates_of_other_readers_tests_are_read_alike",
            "dates_are_taken_from_wherever_they_stand_and_the_future_is_not_believed",
            "an_entry_without_a_date_to_believe_counts_from_when_it_was_first_seen",
        ],
    ),
    (11, "an empty feed is a failure", &["what_is_no_feed_changes_nothing"]),
    (
        12,
        "pages, walls and errors are no feeds",
        &["what_is_no_feed_changes_nothing", "a_wall_is_named_under_any_status"],
    ),
];

const IDENTITY: &[Promise] = &[
    (
        13,
        "an edited entry is the same",
        &["one_guid_with_a_new_title_is_no_new_entry_and_one_with_two_links_is_two"],
    ),
    (14, "keys without guid or link", &["keys_are_stable"]),
    (15, "http and https are one", &["keys_are_stable", "spellings_of_one_page_are_one_identity"]),
    (
        16,
        "one guid, two links",
        &["one_guid_with_a_new_title_is_no_new_entry_and_one_with_two_links_is_two"],
    ),
    (17, "tracking parameters", &["tracking_goes_and_everything_else_stays_byte_for_byte"]),
    (
        18,
        "wrapped links",
        &[
            "wrapped_links_are_opened_offline_or_said_to_be_closed",
            "a_link_that_only_its_owner_can_open_is_kept_and_said_to_be_closed",
        ],
    ),
    (
        19,
        "one article in several feeds",
        &[
            "the_same_article_in_several_feeds_is_one_article",
            "a_canonical_link_joins_articles_of_one_site_only",
        ],
    ),
];

const CONDITIONAL: &[Promise] = &[
    (
        20,
        "validators byte for byte",
        &[
            "the_first_request_has_no_conditions_and_the_second_returns_both_byte_for_byte",
            "validators_survive_byte_for_byte_even_when_they_are_no_text",
        ],
    ),
    (21, "the latest validators", &["validators_follow_the_latest_reply"]),
    (22, "a dropped ETag", &["validators_follow_the_latest_reply"]),
    (
        23,
        "validators survive",
        &[
            "validators_survive_being_killed",
            "twenty_kills_lose_nothing_and_double_nothing",
            "validators_survive_a_restart_and_are_dropped_with_the_url",
        ],
    ),
    (24, "subscribing asks once", &["subscribing_asks_exactly_once"]),
    (
        25,
        "servers that lie",
        &[
            "a_server_that_lies_is_found_out_and_then_asked_without_conditions",
            "a_server_that_brings_news_is_never_audited",
        ],
    ),
    (
        26,
        "freshness",
        &["freshness_is_a_lower_bound_of_at_most_a_day", "a_feed_s_own_hints_are_lower_bounds_too"],
    ),
    (27, "Retry-After", &["retry_after_is_read_in_all_its_forms"]),
    (
        28,
        "rate limits",
        &[
            "a_rate_limit_pauses_the_registrable_domain_but_no_private_host",
            "a_rate_limit_that_names_no_time_holds_for_an_hour",
            "a_rate_limited_page_pauses_its_whole_domain",
            "a_paused_domain_pauses_all_its_hosts",
        ],
    ),
    (29, "back-off without end", &["failures_back_off_to_two_days_and_never_for_good"]),
    (30, "gone and not found", &["gone_stops_and_not_found_does_not"]),
    (
        31,
        "permanent redirects",
        &[
            "only_a_permanent_redirect_seen_three_times_moves_a_feed",
            "sightings_of_a_redirect_must_follow_on_each_other",
            "a_feed_that_moves_onto_another_is_merged_and_comes_back_when_that_one_goes",
        ],
    ),
    (
        32,
        "loops and chains",
        &[
            "loops_and_long_chains_end_in_an_error",
            "every_fault_of_a_server_ends_soon_in_a_word_of_its_own",
        ],
    ),
    (
        33,
        "failures told apart",
        &[
            "every_kind_of_failure_has_its_own_word",
            "what_is_no_feed_changes_nothing",
            "lookups_that_fail_or_never_answer_are_dns_errors",
            "no_listener_is_a_connection_error_and_no_tls_a_tls_error",
            "every_fault_of_a_server_ends_soon_in_a_word_of_its_own",
            "a_server_that_says_nothing_or_drips_is_cut_off",
        ],
    ),
    (
        34,
        "offline blames nobody",
        &[
            "an_offline_machine_blames_no_feed",
            "a_machine_without_network_blames_no_feed_and_asks_again_when_it_is_back",
        ],
    ),
];

const PACING: &[Promise] = &[
    (
        35,
        "one connection a host",
        &[
            "fifty_feeds_of_one_host_are_asked_one_by_one_two_seconds_apart",
            "a_server_with_fifty_feeds_sees_one_connection_at_a_time_and_the_gap_between",
        ],
    ),
    (36, "a global cap", &["no_more_hosts_are_asked_at_once_than_the_plan_allows"]),
    (
        37,
        "floors hold over restarts",
        &[
            "twenty_restarts_poll_no_feed_within_its_floor",
            "two_daemons_on_one_store_share_the_work",
            "jitter_only_delays_and_floors_hold",
            "a_cron_schedule_is_kept_as_far_as_politeness_allows",
        ],
    ),
    (38, "a day away is spread", &["many_feeds_due_after_a_day_away_are_spread"]),
    (39, "jitter only delays", &["jitter_only_delays_and_floors_hold"]),
    (
        40,
        "the adaptive interval",
        &["the_adaptive_interval_follows_what_arrives", "fewer_polls_bring_entries_sooner"],
    ),
    (41, "missed windows", &["no_overlap_is_a_possible_missed_window"]),
];

const WIRE: &[Promise] = &[
    (
        42,
        "who asks, and nothing more",
        &["a_request_says_who_asks_and_nothing_more", "who_asks_can_be_reached"],
    ),
    (43, "headers on redirects", &["every_hop_has_the_same_headers_but_credentials_stay_at_home"]),
    (
        44,
        "robots.txt",
        &[
            "the_longest_match_wins_and_allow_wins_a_tie",
            "statuses_decide_without_a_body",
            "no_file_can_stop_us",
            "a_server_in_trouble_closes_its_pages_and_a_missing_file_closes_none",
            "robots_is_asked_once_a_day_and_origin_before_any_page",
            "a_page_that_moved_elsewhere_obeys_the_rules_of_that_place",
            "a_crawl_delay_keeps_every_request_to_the_host_apart",
        ],
    ),
    (
        45,
        "inside addresses",
        &[
            "only_the_public_internet_is_public",
            "a_hop_to_an_inside_address_is_refused_before_any_connection",
            "a_name_that_changes_its_address_gains_nothing",
            "the_connected_address_is_judged_even_when_the_resolver_was_not",
        ],
    ),
];

const PAGES: &[Promise] = &[
    (
        46,
        "walls are no versions",
        &[
            "walls_and_failures_are_named_and_never_become_a_version",
            "a_wall_is_no_version_and_the_time_behind_it_is_named",
        ],
    ),
    (
        47,
        "gone after fourteen days",
        &["a_missing_page_is_gone_after_fourteen_days_and_three_visits"],
    ),
    (
        48,
        "revisits",
        &[
            "the_pace_follows_the_age_of_the_last_change",
            "a_change_heats_an_article_up_again",
            "no_article_of_a_busy_host_starves",
            "the_latest_by_its_own_interval_comes_first",
            "an_article_cited_by_a_live_claim_is_never_left_alone",
        ],
    ),
    (
        49,
        "pages as politely as feeds",
        &[
            "pages_are_asked_conditionally_and_ever_less_often",
            "feeds_and_pages_of_one_host_are_one_queue",
            "a_page_that_asks_for_time_is_given_it",
        ],
    ),
];

#[test]
fn every_promise_has_its_tests() {
    let mut known = HashSet::new();
    for file in rust_files("tests").into_iter().chain(rust_files("src")) {
        for line in file.text.lines() {
            let line = line.trim_start();
            let name = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn "));
            known.extend(name.and_then(|name| name.split_once('(')).map(|(n, _)| n.to_owned()));
        }
    }
    let all = [PARSING, IDENTITY, CONDITIONAL, PACING, WIRE, PAGES].concat();
    let numbers: Vec<u8> = all.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=49).collect::<Vec<u8>>());
    for (number, promise, tests) in all {
        assert!(!tests.is_empty(), "{number}: {promise}");
        for test in tests {
            assert!(known.contains(*test), "{number}, {promise}: there is no test {test}");
        }
    }
}
