//! Which texts are copies of one, and how well a sketch stands in for a text.

use pactwatch::article::copies::{Sketch, containment, family_id, same_family, shingles};

/// A text of words that no other seed shares.
fn text(seed: usize, words: usize) -> String {
    (0..words).map(|i| format!("w{}x{}", seed, i * 7919 % 10_007)).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_family_shares_three_tenths_of_its_smaller_text() {
    let source = text(1, 600);
    let other = text(2, 600);
    let reprint = |share: usize| {
        let kept: Vec<&str> = source.split(' ').take(6 * share).collect();
        format!("{} {}", kept.join(" "), text(3, 600 - 6 * share))
    };
    let cases = [
        ("the same", source.clone(), true),
        ("half of it", reprint(50), true),
        ("a third of it", reprint(33), true),
        ("a quarter of it", reprint(25), false),
        ("another story", other, false),
        ("an excerpt", source.split(' ').take(80).collect::<Vec<_>>().join(" "), true),
        ("other typography", source.to_uppercase().replace(' ', " — "), true),
        ("a short quotation", source.split(' ').take(30).collect::<Vec<_>>().join(" "), false),
        ("nothing", String::new(), false),
    ];
    let whole = shingles(&source);
    for (name, text, family) in cases {
        let found = shingles(&text);
        assert_eq!(same_family(&whole, &found), family, "{name}");
        assert_eq!(same_family(&found, &whole), family, "{name}, the other way round");
        let (one, two) = (Sketch::of(&whole), Sketch::of(&found));
        assert_eq!(one.same_family(&two), family, "{name}, by sketch");
    }
}

#[test]
fn short_texts_are_copies_only_when_they_are_the_same() {
    let one = shingles("Halden opens its licence to all builders.");
    assert!(same_family(&one, &shingles("HALDEN opens its licence to all builders")));
    assert!(!same_family(&one, &shingles("Halden opens its licence to all comers.")));
    let keys = Sketch::of(&one).keys();
    assert_eq!(keys, Sketch::of(&shingles("halden opens its licence to all builders")).keys());
    assert_eq!(keys.len(), 1);
}

#[test]
fn a_sketch_of_a_long_text_is_near_the_truth_and_found_by_its_keys() {
    let (mut worst, mut square, mut count) = (0.0_f64, 0.0, 0.0);
    for seed in 0..60 {
        let long = text(seed, 2400);
        for share in [0, 10, 20, 30, 50, 80] {
            let kept: Vec<&str> = long.split(' ').take(12 * share).collect();
            let part = format!("{} {}", kept.join(" "), text(seed + 1000, 1200 - 12 * share));
            let (one, two) = (shingles(&long), shingles(&part));
            let truth = containment(&one, &two);
            let (a, b) = (Sketch::of(&one), Sketch::of(&two));
            let error = (a.containment(&b) - truth).abs();
            worst = worst.max(error);
            square += error * error;
            count += 1.0;
            let keys = a.keys();
            let met = b.keys().iter().any(|k| keys.contains(k));
            assert!(met || truth < 0.30, "a copy is found by its keys");
        }
    }
    let spread = f64::sqrt(square / count);
    println!("sketch against full containment: standard error {spread:.4}, worst {worst:.4}");
    assert!(spread < 0.04 && worst < 0.15, "spread {spread}, worst {worst}");
}

#[test]
fn sketches_survive_storage_and_junk_is_no_sketch() {
    for words in [0, 10, 100, 600, 5000] {
        let sketch = Sketch::of(&shingles(&text(9, words)));
        assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch));
    }
    assert_eq!(Sketch::from_bytes(b""), None);
    assert_eq!(Sketch::from_bytes(&[7; 40]), None);
    assert_eq!(Sketch::from_bytes(&[1; 15]), None);
}

#[test]
fn a_family_is_named_by_its_founding_text() {
    assert_eq!(family_id(&shingles(&text(1, 90))), family_id(&shingles(&text(1, 90))));
    assert_ne!(family_id(&shingles(&text(1, 90))), family_id(&shingles(&text(2, 90))));
}
