using Trestle.Stages.Package;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.Package;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CataloguePackagePartContract : PackagePartContract
{
    protected override IEnumerable<IPackagePart> Parts => PackagePartCatalog.All;
}
