//! Where what is in force was said, so that somebody who must change it is sent there and nowhere else.
//!
//! Shows no value, but the path of a file.

use super::Settings;
use super::said::{Origin, Said, Sayings};

/// What gives a secret.
pub(super) enum Giver<'a> {
    /// The setting itself.
    Itself(&'a Said),
    /// The file that its other setting names.
    File(&'a Said),
    /// Both, said in one place, so that nobody can tell which of them is meant.
    Both(&'a Said, &'a Said),
    /// Nothing.
    Nobody,
}

/// What gives the secret of this name: of itself and its file, the one that was said later.
pub(super) fn giver<'a>(sayings: &'a Sayings, name: &str) -> Giver<'a> {
    match (sayings.get(name), sayings.get(&format!("{name}_file"))) {
        (Some(said), Some(file)) if said.origin.layer() == file.origin.layer() => {
            Giver::Both(said, file)
        }
        (Some(said), Some(file)) if said.origin.layer() < file.origin.layer() => Giver::File(file),
        (Some(said), _) => Giver::Itself(said),
        (None, Some(file)) => Giver::File(file),
        (None, None) => Giver::Nobody,
    }
}

impl Settings {
    /// Where to put another value of this setting: the variable, the file or the line that is in force.
    pub fn place_of(&self, name: &str) -> String {
        match giver(&self.said, name) {
            Giver::File(file) => match &file.origin {
                Origin::File(place) => format!("{} (`{name}_file`, {place})", file.text()),
                origin => format!("{} ({origin})", file.text()),
            },
            Giver::Itself(said) | Giver::Both(said, _) => match &said.origin {
                Origin::File(place) if said.is_in_zuliprc() => place.to_string(),
                Origin::File(place) => format!("`{name}` ({place})"),
                Origin::Default => format!("`{name}`"),
                Origin::Environment(_) | Origin::Flag(_) => said.origin.to_string(),
            },
            Giver::Nobody => format!("`{name}`"),
        }
    }

    /// The zuliprc from which both the e-mail address and the API key are, where they are from one.
    pub fn zuliprc_in_force(&self) -> Option<&str> {
        let file = |name: &str| match &self.said.get(name)?.origin {
            Origin::File(place) if self.said.get(name)?.is_in_zuliprc() => {
                Some(place.file.as_str())
            }
            _ => None,
        };
        file("zulip.api_key").filter(|path| file("zulip.email") == Some(path))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Layers, read};

    /// Where another value belongs, by what is set in `tenet.toml`, the environment and flags.
    fn place(name: &str, toml: &str, variables: &[(&str, &str)], flags: &[(&str, &str)]) -> String {
        let file = Some(("/etc/tenet/tenet.toml".into(), toml.to_owned()));
        let environment = variables.iter().map(|(name, value)| (name.into(), value.into()));
        let flag = |(name, value): &(&str, &str)| {
            (format!("--set {name}"), (*name).to_owned(), (*value).to_owned())
        };
        let flags = flags.iter().map(flag).collect();
        let layers = Layers { file, environment: environment.collect(), flags };
        read(&layers).unwrap().place_of(name)
    }

    #[test]
    fn another_value_belongs_where_the_one_in_force_stands() {
        let toml = "discord.token_file = \"token\"\n";
        let in_file = "/etc/tenet/token (`discord.token_file`, /etc/tenet/tenet.toml:1:22)";
        let variable = ("DISCORD_TOKEN", "x");
        let other = [("DISCORD_TOKEN_FILE", "/run/token")];
        for (toml, variables, flags, told) in [
            ("", &[][..], &[][..], "`discord.token`"),
            ("", &[variable], &[], "DISCORD_TOKEN"),
            (toml, &[], &[], in_file),
            (toml, &[variable], &[], "DISCORD_TOKEN"),
            (toml, &other, &[], "/run/token (DISCORD_TOKEN_FILE)"),
            (toml, &[variable], &[("discord.token_file", "/x")], "/x (--set discord.token_file)"),
        ] {
            assert_eq!(place("discord.token", toml, variables, flags), told);
        }
        let site = "zulip.site = \"https://chat.example\"\n";
        assert_eq!(
            place("zulip.site", site, &[], &[]),
            "`zulip.site` (/etc/tenet/tenet.toml:1:14)"
        );
        assert_eq!(place("discord.api", "", &[], &[]), "`discord.api`");
    }
}
