using Trestle.Stages.WriteCode.Learners;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Stages.WriteCode;

/// <summary>Every entry of the catalogue keeps the contract.</summary>
public sealed class CatalogueCodeTemplateContract : CodeTemplateContract
{
    protected override IEnumerable<ICodeTemplate> Templates => CodeTemplateCatalog.All;
}
