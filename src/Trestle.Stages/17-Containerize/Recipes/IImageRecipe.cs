using Trestle.Stages.Containerize.Images;
using Trestle.Stages.Containerize.Registries;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Containerize.Recipes;

/// <summary>Where to put an image, and what may be used for it.</summary>
/// <param name="Project">The project, whose store has the layers.</param>
/// <param name="Place">A file, a folder or a name in a registry, as the recipe needs it.</param>
/// <param name="Registries">The registries.</param>
/// <param name="Report">Receives the progress, 0 to 1, and the current step.</param>
public sealed record ImageOrder(Project Project, string Place, RegistryClients Registries, Action<double, string> Report);

/// <summary>The result of writing an image.</summary>
/// <param name="Place">Where it is now.</param>
/// <param name="Reference">How a container engine names it; null when it is yet to be built.</param>
/// <param name="Archive">The file to load it from; null when there is none.</param>
public sealed record ImageOutcome(string Place, string? Reference, string? Archive);

/// <summary>A form of output for an image. Adding one takes one class and one line in <see cref="RecipeCatalog"/>.</summary>
public interface IImageRecipe
{
    /// <summary>Its name, as given to <c>--format</c>.</summary>
    string Name { get; }

    /// <summary>Writes the image; the output is complete or absent.</summary>
    Task<ImageOutcome> WriteAsync(BuiltImage image, ImageOrder order, CancellationToken cancellation);
}

/// <summary>All recipes that write to disk: one line each. <see cref="RegistryPush"/> has its own option.</summary>
public static class RecipeCatalog
{
    /// <summary>The recipes.</summary>
    public static IReadOnlyList<IImageRecipe> All { get; } =
    [
        new OciArchive(),
        new ContainerfileContext(),
    ];

    /// <summary>The recipe with a name; error TR1717 offers the nearest.</summary>
    public static IImageRecipe Find(string name) =>
        All.FirstOrDefault(recipe => recipe.Name == name)
            ?? throw new TrestleException(RecipeErrors.UnknownFormat(name, [.. All.Select(recipe => recipe.Name)]));
}
