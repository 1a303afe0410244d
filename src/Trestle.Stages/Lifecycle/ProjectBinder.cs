using Trestle.Core.Configuration;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.SelectFeatures.Methods;
using Trestle.Stages.ValidateData.Expectations;

namespace Trestle.Stages.Lifecycle;

/// <summary>Binds <c>trestle.yaml</c>: the one place that knows every catalogue that the configuration can name.</summary>
public static class ProjectBinder
{
    /// <summary>Describes the configuration, with all catalogues.</summary>
    public static SettingModel Model { get; } = new SettingModel()
        .Catalogue<IRowStep>(
            "step", StepCatalog.All.Where(entry => !entry.Planned).Select(entry => KeyValuePair.Create(entry.Name, entry.Settings)))
        .Catalogue<IExpectation>("expectation", ExpectationCatalog.All, ExpectationCatalog.Elsewhere)
        .Catalogue<IFeatureMethod>("method", FeatureMethodCatalog.All)
        .Catalogue<IAlertChannel>("channel", ChannelCatalog.All);

    /// <summary>Binds a text; throws all errors in it together.</summary>
    public static Bound<ProjectSettings> Bind(string text, string file) =>
        new ConfigurationBinder(Model).Parse<ProjectSettings>(text, file);
}
