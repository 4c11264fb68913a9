//! The settings of a blip, for those who want another than the default.

use anyhow::Result;
use blip_model::{Blip, ChosenBlip, Setting, SettingType};
use serde_json::Value;

use super::Wizard;
use crate::answers::Answers;
use crate::prompt::{Item, Line};

impl Wizard<'_> {
    /// Whether a blip in use can be had in more than one way.
    pub(super) fn has_settings(&self, chosen: &ChosenBlip) -> bool {
        self.catalog.settings().get(&chosen.blip.id).is_some_and(|settings| !settings.is_empty())
    }

    /// The settings that are not the default, in a line.
    pub(super) fn unusual(&self, chosen: &ChosenBlip) -> String {
        let declared = self.catalog.settings().get(&chosen.blip.id);
        let is_default = |name: &str, value: &Value| {
            declared
                .and_then(|declared| declared.get(name))
                .is_some_and(|setting| setting.default.as_ref() == Some(value))
        };
        let unusual = chosen.settings.iter().filter(|(name, value)| !is_default(name, value));
        let unusual: Vec<_> = unusual.map(|(name, value)| format!("{name} {}", shown(value))).collect();
        if unusual.is_empty() { "all as by default".to_owned() } else { unusual.join(", ") }
    }

    /// Shows the settings of a blip, and asks for those that are picked. What does not go with the rest is not taken.
    pub(super) fn settings(&self, blip: &Blip, answers: &mut Answers) -> Result<()> {
        let Some(settings) = self.catalog.settings().get(&blip.id) else { return Ok(()) };
        let title = format!("{} settings", blip.front.title);
        loop {
            let selection = self.catalog.select(answers.document())?;
            let now = |name: &str| selection.get(blip.id.as_str()).and_then(|chosen| chosen.settings.get(name));
            let item = |(name, setting): (&String, &Setting)| {
                Item::named(name).note(now(name).map_or("not set".to_owned(), shown)).more(&setting.help)
            };
            let done = Item::named("Done").note("back to the summary");
            let items: Vec<_> = std::iter::once(done).chain(settings.iter().map(item)).collect();
            let chosen = self.prompt.one(&title, "", &items)?;
            let Some((name, setting)) = chosen.checked_sub(1).and_then(|i| settings.iter().nth(i)) else {
                return Ok(());
            };
            let value = self.setting(name, setting, now(name))?;
            let path = format!("blips.{}.{name}", blip.id);
            let before = answers.clone();
            match value.filter(|value| setting.default.as_ref() != Some(value)) {
                Some(value) => self.set(&path, value, answers)?,
                None => answers.reopen(&path),
            }
            if let Err(problems) = self.catalog.select(answers.document()) {
                self.prompt.complain(&problems.to_string())?;
                *answers = before;
            }
        }
    }

    /// Blips may stand in the answers as defaults, or as `helm: null`.
    fn set(&self, path: &str, value: Value, answers: &mut Answers) -> Result<()> {
        if !answers.has("blips") {
            let blips = crate::answers::default_blips(self.catalog, answers.kind());
            answers.set("blips", serde_yaml::to_value(blips)?)?;
        }
        Ok(answers.set(path, serde_yaml::to_value(value)?)?)
    }

    /// Asks for one setting; none is the default.
    fn setting(&self, name: &str, setting: &Setting, now: Option<&Value>) -> Result<Option<Value>> {
        let help = setting.help.as_str();
        let choices: Vec<&str> = match setting.kind {
            SettingType::Boolean => vec!["true", "false"],
            _ => setting.one_of.iter().map(String::as_str).collect(),
        };
        let is_now = |choice: &str| now.is_some_and(|now| shown(now).split(", ").any(|word| word == choice));
        let mut items: Vec<_> = choices.iter().map(|choice| Item::named(*choice).chosen(is_now(choice))).collect();
        match setting.kind {
            SettingType::List if !choices.is_empty() => {
                let chosen = self.prompt.some(name, help, &items)?;
                Ok(Some(chosen.into_iter().map(|i| choices[i]).collect()))
            }
            _ if !choices.is_empty() => {
                if setting.default.is_none() {
                    items.push(Item::named("not set").chosen(now.is_none()));
                }
                let choice = choices.get(self.prompt.one(name, help, &items)?);
                Ok(choice.map(|choice| match setting.kind {
                    SettingType::Boolean => (*choice == "true").into(),
                    _ => (*choice).into(),
                }))
            }
            kind => {
                let check = |text: &str| match read(kind, text) {
                    Some(value) => setting.fault(&value).map_or(Ok(()), Err),
                    None => Ok(()),
                };
                let before = now.map(shown);
                let line = Line { prompt: name, help, default: Some(String::new()), before, check: &check };
                Ok(read(kind, &self.prompt.line(&line)?))
            }
        }
    }
}

/// What a line means to a setting; an empty one leaves it to its default.
fn read(kind: SettingType, line: &str) -> Option<Value> {
    let words = || line.split(',').map(str::trim).filter(|word| !word.is_empty());
    match kind {
        _ if line.is_empty() => None,
        SettingType::List => Some(words().collect()),
        SettingType::Integer => Some(line.parse::<u64>().map_or_else(|_| line.into(), Value::from)),
        _ => Some(line.into()),
    }
}

/// A value as people read it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
