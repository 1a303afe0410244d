using Trestle.Core.Configuration;
using Trestle.Stages.ValidateData;

namespace Trestle.Stages.Projects;

/// <summary>Binds <c>trestle.yaml</c>: the one place that knows every catalogue that the configuration can name.</summary>
public static class ProjectBinder
{
    /// <summary>The binder with all catalogues.</summary>
    public static Binder Binder { get; } = new Binder()
        .Catalogue<IRowStep>("step", StepCatalog.All.ToDictionary(entry => entry.Name, entry => entry.Settings))
        .Catalogue<IExpectation>("expectation", ExpectationCatalog.All);

    /// <summary>Binds a text; throws all mistakes in it together.</summary>
    public static Bound<ProjectSettings> Bind(string text, string file) => Binder.Bind<ProjectSettings>(text, file);
}
