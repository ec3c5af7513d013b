//! Words that make a question somebody's own affair, whatever else it says.
//!
//! A list of what people tell in trouble, or of others behind their backs: violence, sexuality, body
//! and health, family, faith, origin, money and work of a person, crime, drugs, secrets. What has one
//! of them is not counted, although somebody may have asked of a document: a question too few costs
//! the maintainers a hint, one too many may cost a person more. The list is no measure of what may be
//! said, is shown to nobody, and finds nothing: what has such words is answered as anything else is.

/// Beginnings of words: no everyday word of governance begins so.
const STEMS: &str = "\
    abus afraid alcohol anxiet apikey arous assault autis bankrup bastard beaten beating \
    bipolar bisex bitch blackmail bleed boyfriend brib bulli bully cancer cannabis catholic \
    cocaine coerc colleague coworker creep crimin cunt daughter deadnam depress diabet \
    disabilit disease divorc doxing doxx drown drug drunk embezzl epilep ethnic extort \
    fascis fondl foreigner fought fraud fuck gambl genital girlfriend gonorrh grop handicap \
    harass heroin homophob homosex horny hospital humiliat husband idiot illness immigra \
    incest infect injur insult intimidat intoxic islam jealous jewish jobless kidnap kill \
    kinky kiss knife layoff lesbian lgbt lonel marijuana marri masturb medica medicine \
    menstru migraine miscarr misogyn molest moron mortgag murder muslim naked nationalit \
    nazi nude opioid overdos paedo paranoi passcod passphras passport passw payroll payslip \
    pedoph penis perver phobi pimp porn pregnan prison prostitu psychi psycho punch queer \
    racial racis rape rapist refugee relig salar schizo scream seduc selfharm sex shout \
    slander slap slave slut smack spank spouse stalk starv steal stepdaughter stepfather \
    stepmother stepson stole strangl stroked stupid suicid surger symptom syndrom terroris \
    theft therap thief thieves threaten token tortur transgend transphob transsex trauma \
    ugly undress unemploy unwanted vagina victim violen vomit weapon whore widow xenophob \
    yell";

/// Words that stand for themselves alone: an everyday word begins as they do, as "deadline" does.
const WORDS: &str = "\
    abortion abortions affair affairs aids anal arab arabs arrest arrested arse asexual ass \
    asshole asylum atheist attacked bashed boob boobs boss breast breasts bruise bruised \
    buddhist burnout butt catcalled cheated christian church credential credentials cries \
    crush cry crying cuddle cuddled dad daddy dating dead deaf death dick die died dies \
    doctor drink drinking drinks dying ex exboyfriend exgirlfriend fat father fear fears \
    feel feeling feels felt fired firing flirt flirted flirting frightened gay gays ghosted \
    gun guns hanged harm harmed harming hate hated hates hindu hindus hired hit hits hitting \
    hiv hug hugged hugs hung hurt hurting hurts iban ill illegal illegally income jail jerk \
    jew jews joke jokes kicked kicking kid kids koran lewd liar liars lied lies lsd lying \
    marry mental meth migrant migrants mosque mother mum mummy pain pastor paycheck \
    paychecks pill pills priest pushed rabbi raping sacked scared secret secrets severance \
    shag shit shot shots sick sickness sister sleep sleeping slept slur slurs sober son sons \
    spat spit spy ssn stabbed stabbing stares staring stoned suffer suffering suffers \
    synagogue tits touched touches touching trans transvestite tumor tumour underage visa \
    visas wage wages weed wife wives wound wounded wounds";

/// Whether a word, folded, is one of them.
pub(super) fn is_delicate(word: &str) -> bool {
    STEMS.split_ascii_whitespace().any(|stem| word.starts_with(stem))
        || WORDS.split_ascii_whitespace().any(|whole| word == whole)
}
