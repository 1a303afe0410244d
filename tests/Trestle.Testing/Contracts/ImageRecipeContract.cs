using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Stages.Containerize.Images;
using Trestle.Stages.Containerize.Recipes;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IImageRecipe"/> that writes to the disk promises. Derive a test class that names the recipes and gives
/// an image for them.
/// </summary>
public abstract class ImageRecipeContract : IContractFor<IImageRecipe>, IDisposable
{
    private readonly TempFolder folder = new();

    /// <summary>The recipes under test.</summary>
    protected abstract IEnumerable<IImageRecipe> Recipes { get; }

    IEnumerable<IImageRecipe> IContractFor<IImageRecipe>.Subjects => Recipes;

    /// <summary>An image, and an order to hand it over at a place.</summary>
    protected abstract Task<(BuiltImage Image, Func<string, ImageOrder> Order)> ImageAsync();

    [Fact]
    public void Has_a_name_of_its_own_by_which_it_is_found()
    {
        ContractAssert.Names(Recipes.Select(recipe => recipe.Name));
        foreach (var recipe in Recipes)
        {
            RecipeCatalog.Find(recipe.Name).GetType().ShouldBe(recipe.GetType());
        }
    }

    [Fact]
    public async Task The_same_image_gives_the_same_bytes_where_it_says()
    {
        var (image, order) = await ImageAsync();
        foreach (var recipe in Recipes)
        {
            var (one, other) = (folder.At($"{recipe.Name}-1"), folder.At($"{recipe.Name}-2"));
            (await recipe.WriteAsync(image, order(one), TestContext.Current.CancellationToken)).Place.ShouldBe(one);
            (await recipe.WriteAsync(image, order(other), TestContext.Current.CancellationToken)).Place.ShouldBe(other);
            Contents(one).ShouldNotBeEmpty();
            Contents(other).ShouldBe(Contents(one));
        }
    }

    [Fact]
    public async Task What_is_cancelled_leaves_nothing()
    {
        var (image, order) = await ImageAsync();
        foreach (var recipe in Recipes)
        {
            await ContractAssert.CancelsAsync(cancelled => recipe.WriteAsync(image, order(folder.At(recipe.Name)), cancelled));
            Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty(recipe.Name);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the files.</summary>
    protected virtual void Dispose(bool disposing) => folder.Dispose();

    /// <summary>Every file with the hash of its bytes.</summary>
    private static IReadOnlyList<string> Contents(string place) => File.Exists(place)
        ? [Hash(place)]
        : [.. Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(place, file)} {Hash(file)}")];

    private static string Hash(string file) => ContentHash.Of(File.ReadAllBytes(file)).ToString();
}
