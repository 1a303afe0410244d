using Shouldly;

using Trestle.Serving.Codecs;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.EndToEnd.Serving;

public sealed class CatalogTests
{
    [Fact]
    public void Every_codec_and_every_form_is_in_its_catalogue_once()
    {
        Implementations<IRequestCodec>().ShouldBe(CodecCatalog.All.Select(codec => codec.GetType()), ignoreOrder: true);
        Implementations<IJsonForm>().ShouldBe(JsonFormCatalog.All.Select(form => form.GetType()), ignoreOrder: true);
        CodecCatalog.All.SelectMany(codec => codec.MediaTypes).ShouldBeUnique();
        JsonFormCatalog.All.Select(form => form.Member).ShouldBeUnique();
    }

    [Fact]
    public void Every_codec_is_held_to_the_contract() => typeof(CatalogTests).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(RequestCodecContract)))
        .SelectMany(type =>
        {
            using var contract = (RequestCodecContract)Activator.CreateInstance(type)!;
            return ((IContractFor<IRequestCodec>)contract).Subjects.Select(codec => codec.GetType());
        })
        .ShouldBe(CodecCatalog.All.Select(codec => codec.GetType()), ignoreOrder: true);

    private static IEnumerable<Type> Implementations<T>() =>
        typeof(T).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(T)) && !type.IsInterface);
}
