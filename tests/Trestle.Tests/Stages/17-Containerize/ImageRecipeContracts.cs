using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Stages.Containerize.Bases;
using Trestle.Stages.Containerize.Images;
using Trestle.Stages.Containerize.Layers;
using Trestle.Stages.Containerize.Recipes;
using Trestle.Stages.Containerize.Registries;
using Trestle.Testing;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.Containerize;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueImageRecipeContract : ImageRecipeContract
{
    private readonly ImageProject project = new();

    protected override IEnumerable<IImageRecipe> Recipes => RecipeCatalog.All;

    protected override async Task<(BuiltImage Image, Func<string, ImageOrder> Order)> ImageAsync()
    {
        var cancellation = Xunit.TestContext.Current.CancellationToken;
        var package = project.At("sample.trestle");
        PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), package);
        var layers = new LayerBuilder(project.Project);
        var root = await FolderBase.ReadAsync(project.Root, layers, BaseCatalog.Wanted, cancellation);
        var files = HostFiles.Of(project.At("host"), ModelPackage.Open(package).Model);
        var host = await layers.MakeAsync("host", TarItem.WithFolders(files), cancellation);
        var image = new BuiltImage(
            new ImageSubject("Churn_2", 1, ModelPackage.Open(package), ImageProject.Registered),
            root,
            DotnetRuntime.Find(root, project.At("host"), DotnetRuntime.Running()),
            [host]);
        return (
            image,
            place => new ImageOrder(project.Project, place, new RegistryClients(null, _ => null, TimeProvider.System), (_, _) => { }));
    }

    protected override void Dispose(bool disposing)
    {
        project.Dispose();
        base.Dispose(disposing);
    }
}
