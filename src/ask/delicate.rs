//! Words that make a text somebody's own affair, whatever else it says, and those of them that tell of
//! harm done to somebody.
//!
//! A list of what people tell in trouble, or of others behind their backs: violence, sexuality, body
//! and health, family, faith, origin, money and work of a person, crime, drugs, secrets. What has one
//! of them is not counted, and is for the asker alone where they tell it of themselves, although
//! somebody may have asked of a document: a question too few costs the maintainers a hint, one too many
//! may cost a person more. The lists are no measure of what may be said, and are shown to nobody.

use crate::content::words::fold;
use std::sync::LazyLock;

/// Beginnings of words of harm, which have few other uses among people who make software.
const STEMS_OF_HARM: &str = "\
    abus assault bigot blackmail brib buli bulli bully coerc defam discriminat doxing doxx embezzl \
    extort fondl fraud genital grop haras harras homophob humiliat incest insult intimidat kidnap \
    masturb misgender misogyn molest murder nude paedo pedoph perver porn racis rapist retaliat sexis \
    sexual slander slur stalk stole strangl theft thief thieves threaten threatn transphob unwanted \
    vagina swastik victim violen xenophob";

/// Words of harm that stand for themselves alone: "threat" is part of a model, too.
const WORDS_OF_HARM: &str = "\
    dick harm harmed harming rape raped rapes raping shouted shouting shouts slapped spat steals \
    threats yelled yelling";

/// Beginnings of words of harm in other languages, folded: of German, Dutch, Spanish, Portuguese, French
/// and Italian. No English word begins so.
const STEMS_OF_HARM_ELSEWHERE: &str = "\
    acosad acosan acosar acoso aangerand ameacad ameaca amenaz assedi bedreig bedroh belastig \
    beleidig gemobb gepest harcel humilie lastiggeval minacci mobbing molestat molestaron molestia molestie nekan nekaj przesladow taciz perseguit vergewaltig";

/// Words of harm in other languages that stand for themselves alone, folded.
const WORDS_OF_HARM_ELSEWHERE: &str = "\
    acosa agredida agredido agressee agresse estuprada golpea mobbt mobben schlagt pegaron \
    verkracht violada violee";

/// Words of harm in scripts that part no words, or change their endings much.
const OF_HARM_IN_OTHER_SCRIPTS: [&str; 25] = [
    "ハラスメント",
    "パワハラ",
    "تحرش",
    "مضايق",
    "تنمر",
    "परेशान किया",
    "उत्पीड़न",
    "骚扰",
    "騷擾",
    "欺凌",
    "霸凌",
    "威胁",
    "性侵",
    "强奸",
    "いじめ",
    "嫌がらせ",
    "セクハラ",
    "脅迫",
    "괴롭",
    "성희롱",
    "성폭",
    "домога",
    "угрожа",
    "оскорб",
    "травят",
];

/// Beginnings of other words: no everyday word of governance begins so.
const STEMS: &str = "\
    afraid alcohol anxiet apikey arous autis bankrup bastard beaten beating bipolar bisex bitch \
    bleed boyfriend cancer cannabis catholic cocaine colleague coworker creep crimin cunt \
    daughter deadnam depress diabet disabilit disease divorc drown drug drunk epilep ethnic \
    fascis foreigner fought fuck gambl girlfriend gonorrh handicap heroin homosex horny hospital \
    husband idiot illness immigra infect injur intoxic islam jealous jewish jobless kill kinky \
    kiss knife layoff lesbian lgbt lonel marijuana marri medica medicine menstru migraine \
    miscarr moron mortgag muslim naked nationalit nazi opioid overdos paranoi passcod passphras \
    passport passw payroll payslip penis phobi pimp pregnan prison prostitu psychi psycho punch \
    queer racial rape refugee relig salar schizo scream seduc selfharm sex shout slap slave slut \
    smack spank spouse starv steal stepdaughter stepfather stepmother stepson stroked stupid \
    suicid surger symptom syndrom terroris therap token tortur toxic transgend transsex trauma ugly uncomfortabl \
    undress unemploy vomit weapon whore widow yell";

/// Words that stand for themselves alone: an everyday word begins as they do, as "deadline" does.
const WORDS: &str = "\
    abortion abortions affair affairs aids anal arab arabs arrest arrested arse asexual ass \
    asshole asylum atheist attacked bashed boob boobs boss breast breasts bruise bruised \
    buddhist burnout butt catcalled cheated christian church credential credentials cries crush \
    cry crying cuddle cuddled dad daddy dating dead deaf death die died dies doctor drink \
    drinking drinks dying ex exboyfriend exgirlfriend fat father fear fears feel feeling feels \
    felt fired firing flirt flirted flirting frightened gay gays ghosted gun guns hanged hate \
    hated hates hindu hindus hired hit hits hitting hiv hug hugged hugs hung hurt hurting hurts \
    iban ill illegal illegally income jail jerk jew jews joke jokes kicked kicking kid kids \
    koran lewd liar liars lied lies lsd lying marry mental meth migrant migrants mosque mother \
    mum mummy pain pastor paycheck paychecks pill pills priest pushed rabbi rude rudely rudeness sacked scared secret \
    secrets severance shag shit shot shots sick sickness sister sleep sleeping slept sober son \
    sons spit spy ssn stabbed stabbing stares staring stoned suffer suffering suffers synagogue \
    targeted tits touched touches touching trans transvestite tumor tumour underage unsafe visa visas wage wages \
    weed wife wives wound wounded wounds";

/// Whether a word, folded, is one of them.
pub(crate) fn is_delicate(word: &str) -> bool {
    static DELICATE: LazyLock<List> = LazyLock::new(|| {
        List::of(
            &[STEMS_OF_HARM, STEMS_OF_HARM_ELSEWHERE, STEMS],
            &[WORDS_OF_HARM, WORDS_OF_HARM_ELSEWHERE, WORDS],
        )
    });
    DELICATE.has(word) || is_of_harm_in_other_scripts(word)
}

/// Whether a word, folded, tells of harm.
pub(super) fn is_of_harm(word: &str) -> bool {
    static OF_HARM: LazyLock<List> = LazyLock::new(|| List::of(&[STEMS_OF_HARM], &[WORDS_OF_HARM]));
    OF_HARM.has(word) || is_of_harm_elsewhere(word)
}

/// Whether a word, folded, tells of harm in another language than English.
pub(super) fn is_of_harm_elsewhere(word: &str) -> bool {
    static ELSEWHERE: LazyLock<List> =
        LazyLock::new(|| List::of(&[STEMS_OF_HARM_ELSEWHERE], &[WORDS_OF_HARM_ELSEWHERE]));
    ELSEWHERE.has(word) || is_of_harm_in_other_scripts(word)
}

fn is_of_harm_in_other_scripts(word: &str) -> bool {
    static OTHER_SCRIPTS: LazyLock<Vec<String>> =
        LazyLock::new(|| OF_HARM_IN_OTHER_SCRIPTS.iter().map(|harm| fold(harm)).collect());
    !word.is_ascii() && OTHER_SCRIPTS.iter().any(|harm| word.contains(harm.as_str()))
}

/// A list, put in order once: every word of every question is held against it.
struct List {
    /// Beginnings of words, none of which begins with another.
    stems: Vec<&'static str>,
    words: Vec<&'static str>,
}

impl List {
    fn of(stems: &[&'static str], words: &[&'static str]) -> List {
        let in_order = |lists: &[&'static str]| {
            let lists = lists.iter().flat_map(|list| list.split_ascii_whitespace());
            let mut list: Vec<&str> = lists.collect();
            list.sort_unstable();
            list
        };
        let mut stems = in_order(stems);
        stems.dedup_by(|next, stem| next.starts_with(*stem));
        List { stems, words: in_order(words) }
    }

    fn has(&self, word: &str) -> bool {
        // What begins with a stem stands behind it and before every other.
        let behind = self.stems.partition_point(|stem| *stem <= word);
        let stem = behind.checked_sub(1).and_then(|at| self.stems.get(at));
        stem.is_some_and(|stem| word.starts_with(stem)) || self.words.binary_search(&word).is_ok()
    }
}
