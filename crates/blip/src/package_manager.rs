//! What installs the dependencies of a service, where its stack knows several.

use blip_generate::{Catalog, PackageManager, at_odds};
use blip_model::{Problem, Service};

use crate::answers::Answers;
use crate::known::Known;

/// Where it stands in `blip.yaml`.
pub(crate) const PACKAGE_MANAGER: &str = "service.package_manager";

/// Where the files of a repository say something else than its blip.yaml.
pub(crate) fn problems(
    catalog: &Catalog,
    service: &Service,
    read: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<Problem>, Problem> {
    let Some(chosen) = catalog.package_manager(service) else { return Ok(Vec::new()) };
    Ok(at_odds(&catalog.package_managers(service.stack())?, chosen, read))
}

/// Settles it once the stack is: what was found for another stack is none of this one's, the usual one goes without
/// saying, and one that makes no new service has to be found.
pub(crate) fn settle(answers: &mut Answers, catalog: &Catalog, known: &Known) -> Result<(), Problem> {
    let managers = catalog.package_managers(&answers.text("service.stack").unwrap_or_default())?;
    let Some(chosen) = answers.text(PACKAGE_MANAGER) else { return Ok(()) };
    let origin = answers.origin(PACKAGE_MANAGER).cloned();
    match (managers.iter().position(|manager| manager.name == chosen), origin) {
        (None, Some(_)) => answers.reopen(PACKAGE_MANAGER),
        (Some(0), Some(origin)) => answers.leave_out(PACKAGE_MANAGER, origin),
        _ => {}
    }
    let chosen = managers.iter().find(|manager| manager.name == chosen);
    match chosen.and_then(|chosen| Some((chosen, chosen.only_existing.as_ref()?))) {
        Some((chosen, why)) if !known.package_managers.contains(&chosen.name) => {
            let usual = managers.first().map(|usual| usual.title.as_str()).unwrap_or_default();
            let problem = Problem::new(format!("nothing here is built with {} yet: {why}", chosen.title));
            let help = "bring it into the repository yourself and run `blip init` there, or take";
            Err(problem.help(format!("{help} {usual}")))
        }
        _ => Ok(()),
    }
}

/// Those that can be chosen: one that makes no new service only where it was found.
pub(crate) fn offered(answers: &Answers, catalog: &Catalog, known: &Known) -> Result<Vec<PackageManager>, Problem> {
    let managers = catalog.package_managers(&answers.text("service.stack").unwrap_or_default())?;
    let is_offered =
        |manager: &PackageManager| manager.only_existing.is_none() || known.package_managers.contains(&manager.name);
    Ok(managers.into_iter().filter(is_offered).collect())
}
