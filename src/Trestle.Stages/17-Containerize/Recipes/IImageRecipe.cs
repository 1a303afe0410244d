using Trestle.Stages.Containerize.Images;
using Trestle.Stages.Containerize.Registries;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Containerize.Recipes;

/// <summary>Where an image is to go, and what may be used on the way.</summary>
/// <param name="Project">The project, whose store has the layers.</param>
/// <param name="Place">A file, a folder or a name in a registry, as the recipe needs it.</param>
/// <param name="Registries">The registries.</param>
/// <param name="Report">Told how much of the work is done, 0 to 1, and what it is.</param>
public sealed record ImageOrder(Project Project, string Place, RegistryClients Registries, Action<double, string> Report);

/// <summary>What became of an image.</summary>
/// <param name="Place">Where it is now.</param>
/// <param name="Reference">How a container engine names it; null when it is yet to be built.</param>
/// <param name="Archive">The file to load it from; null when there is none.</param>
public sealed record ImageOutcome(string Place, string? Reference, string? Archive);

/// <summary>A form in which an image is handed over. One class and one line in <see cref="RecipeCatalog"/> add one.</summary>
public interface IImageRecipe
{
    /// <summary>Its name: what <c>--format</c> says.</summary>
    string Name { get; }

    /// <summary>Hands the image over; what it writes is whole or absent.</summary>
    Task<ImageOutcome> WriteAsync(BuiltImage image, ImageOrder order, CancellationToken cancellation);
}

/// <summary>All recipes that write to the disk: one line each. <see cref="RegistryPush"/> is asked for by a name of its own.</summary>
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
        All.FirstOrDefault(recipe => recipe.Name == name) ?? throw new TrestleException(RecipeErrors.UnknownFormat(name, [.. All.Select(recipe => recipe.Name)]));
}
