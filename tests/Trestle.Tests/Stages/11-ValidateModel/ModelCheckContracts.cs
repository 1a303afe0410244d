using Trestle.Stages.ValidateModel;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.ValidateModel;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueModelCheckContract : ModelCheckContract
{
    protected override IEnumerable<IModelCheck> Checks => ModelCheckCatalog.All;
}
